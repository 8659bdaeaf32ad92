namespace EngineApi.Engine.Stdio;

/// <summary>A place in a log that stays the same place when the files are rotated: inode and offset in bytes.</summary>
public readonly record struct LogPosition(ulong Inode, long Offset);
