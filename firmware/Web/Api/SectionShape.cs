using System.Collections.Immutable;
using QX200.Settings;

namespace QX200.Web.Api;

/// <param name="Standard">What a key that is not written means.</param>
/// <param name="IsSecret">Told only to who asks for it by name.</param>
internal sealed record SectionKey(string Name, string Standard = "", bool IsSecret = false);

/// <summary>
/// What a kind of section looks like in the API: the INI's key names are the JSON names, in the order of the file.
/// </summary>
/// <param name="Kind">Such as <c>extension</c>.</param>
/// <param name="IdName">The JSON name of what stands after the colon, such as <c>number</c>.</param>
/// <param name="Keys">Those of a section, by its type where it has one.</param>
internal sealed record SectionShape(
    string Kind,
    string IdName,
    Func<string, ImmutableArray<SectionKey>> Keys
)
{
    private static readonly ImmutableArray<SectionKey> s_account =
    [
        new("sip-server"),
        new("sip-user"),
        new("sip-auth-user"),
        new("sip-password", IsSecret: true),
        new("sip-expires", "1h"),
        new("sip-tls-verify", "yes"),
    ];

    private static readonly ImmutableArray<SectionKey> s_user =
    [
        new("type", "user"),
        new("name"),
        new("secret", IsSecret: true),
        new("line", "sip"),
        .. s_account,
    ];

    private static readonly ImmutableArray<SectionKey> s_park =
    [
        new("type", "park"),
        new("name"),
        new("password", IsSecret: true),
        new("park-access", "*"),
        new("retrieve-access", "PBX:*"),
        new("retrieve-timeout", "15m"),
        new("hold-music", "default"),
        new("wrong-password", "disconnect"),
        new("password-tries", "1"),
        new("push-back"),
        .. s_account,
    ];

    public static SectionShape Extension { get; } =
        new("extension", "number", static type => type == "park" ? s_park : s_user);

    public static SectionShape Trunk { get; } =
        new(
            "trunk",
            "name",
            static _ =>
                [
                    new("server"),
                    new("user"),
                    new("auth-user"),
                    new("password", IsSecret: true),
                    new("register", "yes"),
                    new("show-caller", "no"),
                    new("tls-verify", "yes"),
                    new("addresses"),
                    new("incoming"),
                ]
        );

    public static SectionShape Route { get; } =
        new(
            "route",
            "order",
            static _ => [new("pattern"), new("strip", "0"), new("prepend"), new("trunk")]
        );

    /// <summary>The sections of <c>system.ini</c>, in the order of the file.</summary>
    public static ImmutableArray<SectionShape> System { get; } =
    [
        Of(
            "sip",
            new("bind", "0.0.0.0"),
            new("port", "5060"),
            new("tls-port", "0"),
            new("domain"),
            new("guests", "no"),
            new("digest", "MD5"),
            new("contact-check", "60s"),
            new("dns-servers")
        ),
        Of(
            "media",
            new("port-min", "16384"),
            new("port-max", "32767"),
            new("codecs", "G722 PCMU PCMA"),
            new("hold-music", "default"),
            new("language", "en")
        ),
        Of(
            "web",
            new("bind", "0.0.0.0"),
            new("port", "8080"),
            new("tls-port", "8443"),
            new("names")
        ),
        Of(
            "park",
            new("directed-window", "5s"),
            new("return-ring", "30s"),
            new("show-waiting", "yes")
        ),
        Of("features", new SectionKey("call-park", "*5")),
        Of(
            "line",
            new("country", "us"),
            new("flash-min"),
            new("flash-max"),
            new("first-digit", "15s"),
            new("inter-digit", "3s"),
            new("call-waiting", "yes"),
            new("call-waiting-id", "yes"),
            new("echo-cancel", "yes"),
            new("hear-gain", "0"),
            new("speak-gain", "0"),
            new("loop-break", "800ms")
        ),
        Of("update", new("trial", "60s"), new("late-ticks", "1"), new("wait", "10m")),
    ];

    /// <summary>The keys of a section that is written.</summary>
    public ImmutableArray<SectionKey> KeysOf(SheetSection section) =>
        Keys(section["type"]?.ToLowerInvariant() ?? "");

    private static SectionShape Of(string kind, params ImmutableArray<SectionKey> keys) =>
        new(kind, "", _ => keys);
}
