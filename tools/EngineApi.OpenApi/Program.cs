using EngineApi.OpenApi;

// The path of the document, and --check to compare instead of writing.
var path = args[0];
var document = await ApiDocument.WriteAsync();
var committed = File.Exists(path) ? await File.ReadAllTextAsync(path) : "";
if (document == committed) return 0;
if (args is [_, "--check"])
{
    Console.Error.WriteLine($"{path} is not what the code serves: run eng/openapi.sh");
    return 1;
}
await File.WriteAllTextAsync(path, document);
return 0;
