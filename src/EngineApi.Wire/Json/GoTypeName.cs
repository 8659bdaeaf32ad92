namespace EngineApi.Wire.Json;

/// <summary>What the types of the wire classes are called in Go, for error messages.</summary>
internal static class GoTypeName
{
    public static string Of(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(EmptyObject)) return "struct {}";
        if (type == typeof(ConsoleSize)) return "[2]uint";
        if (type == typeof(object)) return "value";
        if (type.IsGenericType) return (IsMap(type) ? "map[string]" : "[]") + Of(ElementOf(type));
        return Type.GetTypeCode(type) switch
        {
            TypeCode.String => "string",
            TypeCode.Boolean => "bool",
            TypeCode.Int32 => "int",
            TypeCode.Int64 => "int64",
            TypeCode.UInt16 => "uint16",
            TypeCode.UInt32 => "uint32",
            TypeCode.UInt64 => "uint64",
            TypeCode.Byte => "uint8",
            _ => type.Name,
        };
    }

    /// <summary>The type of a list's elements or a map's values.</summary>
    public static Type ElementOf(Type type)
    {
        if (type == typeof(ConsoleSize)) return typeof(uint);
        return type.IsGenericType ? type.GetGenericArguments()[^1] : typeof(object);
    }

    private static bool IsMap(Type type) => type.GetGenericTypeDefinition() == typeof(Dictionary<,>);
}
