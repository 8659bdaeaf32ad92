using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Images.Changes;

/// <summary>
/// Applies Dockerfile instructions to a configuration: the <c>changes</c> of an import or a commit. Each line is one
/// instruction; <c>RUN</c>, <c>COPY</c> and others that need a build are refused as Docker refuses them.
/// </summary>
public static class ImageChanges
{
    /// <exception cref="EngineException">InvalidParameter: an instruction is unknown, not allowed here, or malformed.</exception>
    public static void Apply(ContainerConfig config, IEnumerable<string> changes)
    {
        // Clients send one instruction a parameter, or several separated by newlines.
        var lines = changes.SelectMany(change => change.Split('\n')).Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#');
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            var end = line.IndexOfAny([' ', '\t']);
            var keyword = (end < 0 ? line : line[..end]).ToUpperInvariant();
            var rest = end < 0 ? "" : line[end..].Trim();
            try
            {
                Apply(config, keyword, rest);
            }
            catch (FormatException e)
            {
                throw EngineException.InvalidParameter($"dockerfile parse error on line {number}: {e.Message}", e);
            }
        }
    }

    private static void Apply(ContainerConfig config, string keyword, string rest)
    {
        if (rest.Length == 0 && Instructions.IsKnown(keyword))
            throw new FormatException($"{keyword} requires at least one argument");
        switch (keyword)
        {
            case "CMD":
                config.Cmd = Instructions.Command(config, rest);
                break;
            case "ENTRYPOINT":
                config.Entrypoint = Instructions.Command(config, rest);
                break;
            case "ENV":
                config.Env = Instructions.WithVariables(config.Env, Words.Pairs(rest, "ENV"));
                break;
            case "LABEL":
                config.Labels = new(config.Labels ?? [], StringComparer.Ordinal);
                foreach (var (key, value) in Words.Pairs(rest, "LABEL"))
                    config.Labels[key] = value;
                break;
            case "EXPOSE":
                config.ExposedPorts = Instructions.WithPorts(config.ExposedPorts, Words.Split(rest));
                break;
            case "VOLUME":
                config.Volumes = Instructions.WithVolumes(config.Volumes, Words.List(rest) ?? Words.Split(rest));
                break;
            case "USER":
                config.User = Words.Single(rest, keyword);
                break;
            case "WORKDIR":
                config.WorkingDir = Instructions.Directory(config.WorkingDir, Words.Unquote(rest));
                break;
            case "STOPSIGNAL":
                config.StopSignal = Words.Single(rest, keyword);
                break;
            case "ONBUILD":
                config.OnBuild = [.. config.OnBuild ?? [], Instructions.Trigger(rest)];
                break;
            case "SHELL":
                config.Shell = Words.List(rest) ?? throw new FormatException("SHELL requires the arguments to be in JSON form");
                break;
            case "HEALTHCHECK":
                config.Healthcheck = HealthcheckInstruction.Parse(rest);
                break;
            default:
                throw Instructions.IsKnown(keyword)
                    ? EngineException.InvalidParameter($"{keyword} is not a valid change command")
                    : new FormatException($"unknown instruction: {keyword}");
        }
    }
}
