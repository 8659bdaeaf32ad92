namespace EngineApi.Server.Listeners;

/// <summary>An address cannot be listened on; the message is the line the user sees.</summary>
public sealed class ListenException(string message, Exception? inner = null) : Exception(message, inner);
