namespace EngineApi.Engine.Networks.Firewall;

/// <summary>What <c>iptables-save</c> wrote.</summary>
internal static class SavedRules
{
    /// <summary>Before ours, as everywhere: what an administrator decides is decided first.</summary>
    private const string UsersChain = "-j DOCKER-USER";

    /// <summary>The jumps into our chains that are not there, and the lines they belong to, counted from 1.</summary>
    public static IReadOnlyList<(FirewallJump Jump, int Line)> Missing(string saved, IEnumerable<FirewallJump> jumps)
    {
        var rules = Read(saved);
        return [.. jumps
            .Where(jump => !rules.Contains((jump.Table, $"-A {jump.Chain} {jump.Rule}")))
            .Select(jump => (jump, LineOf(jump, [.. rules.Where(rule => rule.Table == jump.Table).Select(rule => rule.Rule)])))];
    }

    /// <summary>How many rules have to do with an engine, in what was read or in what is to be written.</summary>
    /// <param name="mark">Of its chains.</param>
    public static int Count(string rules, string mark) => rules.Split('\n').Count(line =>
        (line.StartsWith("-A ", StringComparison.Ordinal) || line.StartsWith("-I ", StringComparison.Ordinal)) && line.Contains(mark, StringComparison.Ordinal));

    private static int LineOf(FirewallJump jump, IReadOnlyList<string> rules)
    {
        var chain = rules.Where(rule => rule.StartsWith($"-A {jump.Chain} ", StringComparison.Ordinal)).ToList();
        return chain.FindLastIndex(rule => rule == $"-A {jump.Chain} {UsersChain}") + 2;
    }

    private static HashSet<(string Table, string Rule)> Read(string saved)
    {
        var (table, rules) = ("", new HashSet<(string, string)>());
        foreach (var line in saved.Split('\n'))
        {
            if (line.StartsWith('*'))
                table = line[1..].Trim();
            else if (line.StartsWith("-A ", StringComparison.Ordinal))
                rules.Add((table, line.Trim()));
        }

        return rules;
    }
}
