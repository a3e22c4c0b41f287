namespace QX200.Web;

/// <summary>The web pages can't be served; the message is one sentence for a person.</summary>
internal sealed class WebStartException(string message, Exception? cause = null)
    : Exception(message, cause);
