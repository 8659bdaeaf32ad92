using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using EngineApi.Server.Compatibility;
using Xunit;

namespace EngineApi.Clients.Tests.Ancestors;

public sealed class AncestorOperationsTests
{
    /// <summary>What is served beside the API's own operations.</summary>
    private static readonly string[] s_beyondTheApi =
    [
        "GET /runtime/events", "GET /runtime/tasks", "GET /runtime/tasks/{id}", "GET /healthz",
        "POST /containers/{id}/checkpoints", "GET /containers/{id}/checkpoints", "DELETE /containers/{id}/checkpoints/{checkpoint}",
    ];

    public static TheoryData<Type> Ancestors => [.. AncestorOperations.All.Keys];

    [Theory]
    [MemberData(nameof(Ancestors))]
    public void Every_operation_has_one_test_and_every_test_its_operation(Type tests)
    {
        var methods = tests.GetMethods().Where(static method => method.GetCustomAttribute<FactAttribute>() is { Skip: null }).Select(static method => method.Name);
        Assert.Equal(methods.Order(StringComparer.Ordinal), AncestorOperations.All[tests].Select(static row => row.Test).Order(StringComparer.Ordinal));
        Assert.Distinct(AncestorOperations.All[tests].Select(static row => row.Operation));
    }

    [Theory]
    [MemberData(nameof(Ancestors))]
    public void Every_operation_leads_to_what_is_served(Type tests)
    {
        string[] served = [.. ApiOperations.All.Where(static one => one.State == OperationState.Served).Select(static one => $"{one.Method} {one.Path}"), .. s_beyondTheApi];
        foreach (var row in AncestorOperations.All[tests])
            Assert.All(row.Route.Split(", "), route => Assert.Contains(route.Split(" (")[0], served));
    }

    [Fact]
    public async Task The_page_says_what_the_code_says()
    {
        using var check = Process.Start(new ProcessStartInfo("bash", [Path.Combine(Root(), "eng", "compatibility.sh"), "--check"]) { RedirectStandardError = true })!;
        var said = await check.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await check.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(check.ExitCode == 0, said);
    }

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
