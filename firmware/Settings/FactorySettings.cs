using System.Security.Cryptography;
using System.Text;

namespace QX200.Settings;

/// <summary>What a new box starts with: telephones 101 to 108 with random secrets, 111 and 112 at the analog lines, park extensions 71 to 79.</summary>
internal static class FactorySettings
{
    /// <summary>Small letters and digits without those that are mistaken for each other (l and 1, o and 0): 5 bits each.</summary>
    private const string SecretLetters = "abcdefghijkmnpqrstuvwxyz23456789";

    public const string System = """
        ; Settings of the whole box. A change takes effect when the file is saved,
        ; save for addresses and ports: those need a restart.
        ; Times are a number and a unit: 500ms 5s 15m 2h. Comments stand on lines of their own.

        [sip]
        bind = 0.0.0.0
        ; UDP and TCP
        port = 5060
        ; 0 is off, 5061 is usual
        tls-port = 0
        ; empty: every name and address of this box
        domain =
        ; yes: calls from unknown addresses get service too
        guests = no
        ; MD5, or MD5 SHA-256 where every telephone bears a second challenge
        digest = MD5
        ; how often each registered telephone is asked whether it is still there; 0s is never
        contact-check = 60s

        [media]
        port-min = 16384
        port-max = 32767
        ; in order of preference
        codecs = G722 PCMU PCMA
        ; default | none | a WAV file in DIR/music (8 to 48 kHz, mono or stereo, 8/16/24 bit, A-law, u-law)
        hold-music = default
        language = en

        [web]
        bind = 0.0.0.0
        ; plain HTTP; from anywhere but loopback it only leads to HTTPS
        port = 8080
        tls-port = 8443
        ; names that browsers may call this box by, beside its addresses and its host name
        names =

        [park]
        ; how long after a hold a call to a park extension parks the held call
        directed-window = 5s
        ; how long the telephone that parked rings when nobody has taken the call
        return-ring = 30s
        ; no: telephones with a lamp for a park extension are not told who waits there
        show-waiting = yes

        [features]
        call-park = *5

        [line]
        ; the analog telephones' tones, rings, flash and caller ID: us ca uk de at ch fr it es nl pl ru au nz
        country = us
        ; from the dial tone to the first digit, and after a number that could go on
        first-digit = 15s
        inter-digit = 3s
        ; no: who telephones is not told that somebody else calls
        call-waiting = yes
        ; no: the beep alone, without the chirp that asks the telephone whether it can show who calls
        call-waiting-id = yes
        echo-cancel = yes
        ; dB, -12 to 12
        hear-gain = 0
        speak-gain = 0
        ; the line is without feed for so long when the other side has hung up; 0s: never
        loop-break = 800ms

        [update]
        ; how long all has to be well before a new system counts as good; else the box goes back to the one before
        trial = 60s
        ; how long the restart into a new system waits for calls in progress, parked ones included
        wait = 10m

        """;

    /// <summary>Makes <c>extensions.ini</c> anew, with other secrets each time.</summary>
    public static string Extensions()
    {
        var text = new StringBuilder(
            """
            ; The extensions. Numbers have 2 to 20 digits and do not start with 0.
            ; A telephone registers with its number as user name and its secret as password.

            """
        );
        for (int number = 101; number <= 108; number++)
        {
            text.Append(
                $"""

                [extension:{number}]
                type = user
                name = Phone {number}
                secret = {NewSecret()}
                line = sip

                """
            );
        }

        text.Append(
            """

            ; The analog telephones at the box's own two lines.

            """
        );
        for (int line = 1; line <= 2; line++)
        {
            text.Append(
                $"""

                [extension:{110 + line}]
                type = user
                name = Desk {line}
                line = fxs{line}

                """
            );
        }

        text.Append(
            """

            ; Park extensions hold one call each. park-access: who may park (PBX extension patterns).
            ; retrieve-access: who may take a call out without the password (TYPE:PATTERN, TYPE is
            ; PBX, SIP, PSTN or Auto).

            """
        );
        for (int number = 71; number <= 79; number++)
        {
            text.Append(
                $"""

                [extension:{number}]
                type = park
                name = Park {number}
                password =
                park-access = *
                retrieve-access = PBX:*
                retrieve-timeout = 15m
                hold-music = default

                """
            );
        }

        return text.ToString();
    }

    /// <summary>80 random bits in four groups that are easily typed.</summary>
    public static string NewSecret() =>
        string.Join(
            '-',
            Enumerable
                .Range(0, 4)
                .Select(static _ => RandomNumberGenerator.GetString(SecretLetters, 4))
        );
}
