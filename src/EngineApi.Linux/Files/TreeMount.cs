using EngineApi.Linux.Descriptors;

namespace EngineApi.Linux.Files;

/// <summary>One of the file systems a <see cref="FileTree"/> is put together of.</summary>
/// <param name="Path">Where it lies: absolute, and free of symlinks; <c>/</c> is the root.</param>
/// <param name="Root">Its topmost file or directory; the tree owns it.</param>
/// <param name="ReadOnly">Nothing may be changed in it.</param>
/// <param name="CrossesMounts">Also what is mounted below it is seen.</param>
public sealed record TreeMount(string Path, FileDescriptor Root, bool ReadOnly, bool CrossesMounts);
