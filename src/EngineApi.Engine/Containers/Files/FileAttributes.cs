using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Files;

namespace EngineApi.Engine.Containers.Files;

/// <summary>Extended attributes that belong to a file rather than to the machine it lies on: capabilities, and those of users.</summary>
internal static class FileAttributes
{
    public static IReadOnlyList<KeyValuePair<string, byte[]>> ToPack(FileDescriptor file)
    {
        List<KeyValuePair<string, byte[]>>? attributes = null;
        foreach (var name in OpenFile.AttributeNames(file))
        {
            var belongs = name == "security.capability" || name.StartsWith("user.", StringComparison.Ordinal);
            if (belongs && OpenFile.Attribute(file, name) is { } value)
                (attributes ??= []).Add(new(name, value));
        }

        return attributes ?? [];
    }
}
