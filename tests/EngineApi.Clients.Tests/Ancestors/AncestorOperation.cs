namespace EngineApi.Clients.Tests.Ancestors;

/// <summary>One operation of an ancestor, and what carries it on.</summary>
/// <param name="Operation">Its name there, with its type where that tells more.</param>
/// <param name="Route">The operation of our API that a client uses for it; several are joined by a comma.</param>
/// <param name="Test">The method that proves it.</param>
public sealed record AncestorOperation(string Operation, string Route, string Test);
