using EngineApi.Wire.Exec;

namespace EngineApi.Engine.Exec;

/// <summary>How events about execs are called.</summary>
internal static class ExecEvents
{
    /// <summary>With the command and its arguments behind it; dockerd leaves the space between them when there are none.</summary>
    public static string Action(string action, ExecCreateRequest request) =>
        $"{action}: {request.Cmd![0]} {string.Join(' ', request.Cmd.Skip(1))}";
}
