using EngineApi.Wire.RuntimeView;
using static EngineApi.OpenApi.Operations.AnswerText;

namespace EngineApi.OpenApi.Operations;

internal static class RuntimeTexts
{
    public static IReadOnlyList<OperationText> All { get; } =
    [
        new("RuntimeTaskList", "List tasks", "Every task that containerd has for this engine. Not part of Docker's API.")
        {
            Route = "GET /runtime/tasks",
            Answers = [Json<List<RuntimeTask>>(200, "The tasks.")],
        },
        new("RuntimeTaskInspect", "Inspect a task", "The task of one container, as containerd has it. Not part of Docker's API.")
        {
            Route = "GET /runtime/tasks/{id}",
            Answers = [Json<RuntimeTask>(200, "The task.")],
        },
        new("RuntimeEvents", "Watch the runtime's events", "What containerd tells, as it comes; nothing of the past. Not part of Docker's API.")
        {
            Route = "GET /runtime/events",
            Answers = [new(200, "Each event's `data` is an object like this.", "text/event-stream", typeof(RuntimeEvent))],
        },
    ];
}
