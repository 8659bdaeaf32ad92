using EngineApi.OpenApi;

// The path of the document, and --check to compare instead of writing.
var path = args[0];
List<string> silent = [];
var document = await ApiDocument.WriteAsync(silent);
if (silent.Count > 0) Console.Error.WriteLine($"these operations want a text in tools/EngineApi.OpenApi/Operations: {string.Join(", ", silent)}");
var committed = File.Exists(path) ? await File.ReadAllTextAsync(path) : "";
if (document == committed) return 0;
if (args is [_, "--check"])
{
    Console.Error.WriteLine($"{path} is not what the code serves: run eng/openapi.sh");
    return 1;
}
await File.WriteAllTextAsync(path, document);
return 0;
