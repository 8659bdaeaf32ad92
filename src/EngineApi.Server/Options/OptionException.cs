namespace EngineApi.Server.Options;

/// <summary>An option, or a key of the configuration file, that cannot be accepted; the message is the line the user sees.</summary>
public sealed class OptionException(string message, Exception? inner = null) : Exception(message, inner);
