using EngineApi.Wire;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace EngineApi.OpenApi;

/// <summary>What the document says about the API as a whole, and how it groups the operations.</summary>
internal sealed class DocumentFrame : IDocumentFilter
{
    private static readonly (string Name, string Description, string[] Paths)[] Tags =
    [
        ("Containers", "Processes in a file system, with limits and names of their own.", ["containers"]),
        ("Exec", "More processes in a running container.", ["exec"]),
        ("Images", "File systems to make containers of.", ["images", "commit", "distribution"]),
        ("Build", "Making images.", ["build", "session", "grpc"]),
        ("Networks", "How containers reach each other and the world.", ["networks"]),
        ("Volumes", "Directories that outlive containers.", ["volumes"]),
        ("Plugins", "There are none.", ["plugins"]),
        ("Runtime", "What containerd tells about a container; this engine's own, not Docker's.", ["runtime"]),
        ("System", "The engine itself.", []),
    ];

    public static OpenApiInfo Info { get; } = new()
    {
        Title = "engineapi: Docker Engine API",
        Version = ApiVersion.Max.ToString(),
        License = new() { Name = "Apache License 2.0", Identifier = null, Url = new("https://www.apache.org/licenses/LICENSE-2.0") },
        Description = $$"""
            What this engine serves of the Docker Engine API. Docker's clients speak it over a unix socket or TCP; a browser, and this page, over TCP.

            - **Versions.** A path may begin with a version from `/v{{ApiVersion.Min}}` to `/v{{ApiVersion.Max}}`; without one it is the newest.
              This document tells the newest; older ones leave out what came later.
            - **Failures** are `{"message": "..."}`, with Docker's statuses and, where clients look at it, Docker's wording.
            - **What is not here** answers 501 with a sentence that names it; what belongs to a swarm answers 503.
            - **Names.** Wherever a name is asked for, an id will do, or the beginning of one that fits nothing else. Names of images may
              hold slashes, escaped or not.
            - **Booleans** of a query are `1` or `true`, and `0` or `false`.
            - **Access.** There are no passwords: whoever reaches a listener is root on its machine. TCP beyond the machine itself asks
              for certificates, and pages from elsewhere are refused.
            """,
    };

    public static string TagOf(string path)
    {
        var first = path.Split('/')[1];
        return Tags.FirstOrDefault(tag => tag.Paths.Contains(first)).Name ?? "System";
    }

    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        var used = context.ApiDescriptions.Select(static route => TagOf("/" + route.RelativePath)).ToHashSet();
        swaggerDoc.Tags = new HashSet<OpenApiTag>(
            Tags.Where(tag => used.Contains(tag.Name)).Select(static tag => new OpenApiTag { Name = tag.Name, Description = tag.Description }));
    }
}
