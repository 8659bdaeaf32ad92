namespace EngineApi.Engine.Registry;

/// <summary>One challenge of a 401 (RFC 9110, 11.6.1): a scheme and its parameters, whose names are lower-case.</summary>
public sealed record AuthChallenge(string Scheme, IReadOnlyDictionary<string, string> Parameters)
{
    public bool IsBasic => Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase);

    public bool IsBearer => Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase);

    public string this[string name] => Parameters.GetValueOrDefault(name, "");

    /// <summary>Reads a <c>WWW-Authenticate</c> header, which may have several; stops at what it does not understand.</summary>
    public static IReadOnlyList<AuthChallenge> Parse(string header)
    {
        var challenges = new List<AuthChallenge>();
        var scanner = new Scanner(header);
        while (scanner.Token() is { Length: > 0 } scheme)
        {
            var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
            while (scanner.Parameter() is { } parameter)
                parameters[parameter.Name] = parameter.Value;
            challenges.Add(new(scheme, parameters));
        }
        return challenges;
    }

    private sealed class Scanner(string text)
    {
        private int _at;

        public string Token()
        {
            Skip(" \t,");
            var start = _at;
            while (_at < text.Length && !" \t,=\"".Contains(text[_at], StringComparison.Ordinal))
                _at++;
            return text[start.._at];
        }

        /// <summary>The next <c>name=value</c>; null, and nothing is taken, when a new scheme follows.</summary>
        public (string Name, string Value)? Parameter()
        {
            var before = _at;
            var name = Token();
            Skip(" \t");
            if (name.Length == 0 || _at >= text.Length || text[_at] != '=')
            {
                _at = before;
                return null;
            }
            _at++;
            Skip(" \t");
            return (name.ToLowerInvariant(), _at < text.Length && text[_at] == '"' ? Quoted() : Token());
        }

        private string Quoted()
        {
            var value = new System.Text.StringBuilder();
            for (_at++; _at < text.Length && text[_at] != '"'; _at++)
            {
                if (text[_at] == '\\' && _at + 1 < text.Length)
                    _at++;
                value.Append(text[_at]);
            }
            _at = Math.Min(_at + 1, text.Length);
            return value.ToString();
        }

        private void Skip(string characters)
        {
            while (_at < text.Length && characters.Contains(text[_at], StringComparison.Ordinal))
                _at++;
        }
    }
}
