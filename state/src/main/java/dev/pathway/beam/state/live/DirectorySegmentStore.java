// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import static java.util.Objects.requireNonNull;

import dev.pathway.beam.state.segment.DirectoryNames;
import dev.pathway.beam.state.segment.SpillDirectory;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A {@link SegmentStore} in a directory, which several processes may use at once, also of other
 * machines if they have it mounted. Parts of names are folders.
 *
 * <p>A file is written beside, forced to the disk and then given its name at once. What a process
 * left behind that ended meanwhile is deleted when another one opens the store.
 */
public final class DirectorySegmentStore implements SegmentStore, Closeable {
  private static final Pattern NAME =
      Pattern.compile("[a-z0-9_-][a-z0-9._-]*(/[a-z0-9_-][a-z0-9._-]*)*");
  private static final String INCOMING = ".incoming";

  private final Path root;
  private final SpillDirectory incoming;
  private final ExclusiveNames names;

  private DirectorySegmentStore(Path root, SpillDirectory incoming) {
    this.root = root;
    this.incoming = incoming;
    this.names = new ExclusiveNames(root.resolve(".lock"));
  }

  /**
   * Opens a store; makes the directory if there is none.
   *
   * @throws IOException if it cannot be written to
   */
  public static DirectorySegmentStore open(Path directory) throws IOException {
    Path root = directory.toAbsolutePath();
    Files.createDirectories(root);
    return new DirectorySegmentStore(root, SpillDirectory.open(root.resolve(INCOMING)));
  }

  @Override
  public void put(String name, Path file) throws IOException {
    Path target = pathOf(name);
    Path written = incoming.newFile("segment");
    try {
      Files.copy(file, written);
      try (FileChannel channel = FileChannel.open(written, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      inFolder(target, () -> replace(written, target));
    } finally {
      Files.deleteIfExists(written);
    }
  }

  @Override
  public void put(String name, byte[] content) throws IOException {
    Path target = pathOf(name);
    Path written = write(content);
    try {
      inFolder(target, () -> replace(written, target));
    } finally {
      Files.deleteIfExists(written);
    }
  }

  @Override
  public boolean create(String name, byte[] content) throws IOException {
    Path target = pathOf(name);
    if (Files.exists(target)) {
      return false;
    }
    Path written = write(content);
    try {
      return inFolder(target, () -> names.give(written, target));
    } finally {
      Files.deleteIfExists(written);
    }
  }

  @Override
  public byte[] read(String name) throws IOException {
    return Files.readAllBytes(pathOf(name));
  }

  @Override
  public void fetch(String name, Path to) throws IOException {
    Files.copy(pathOf(name), to);
  }

  @Override
  public List<String> list(String prefix) throws IOException {
    int folder = prefix.lastIndexOf('/');
    Path top = folder < 0 ? root : pathOf(prefix.substring(0, folder));
    List<String> found = new ArrayList<>();
    if (Files.isDirectory(top)) {
      Files.walkFileTree(top, new Lister(prefix, found));
    }
    found.sort(null);
    return found;
  }

  @Override
  public void delete(String name) throws IOException {
    Path file = pathOf(name);
    Files.deleteIfExists(file);
    for (Path folder = file.getParent();
        folder != null && !folder.equals(root);
        folder = folder.getParent()) {
      try {
        Files.deleteIfExists(folder);
      } catch (DirectoryNotEmptyException e) {
        return;
      }
    }
  }

  /** Ends the use of the store by this process; files stay. */
  @Override
  public void close() throws IOException {
    incoming.close();
  }

  /** Gives a file its name. */
  @FunctionalInterface
  private interface Naming {
    boolean name() throws IOException;
  }

  /** Gives a file its name in a folder that somebody may delete, as it is empty, at any time. */
  private boolean inFolder(Path target, Naming naming) throws IOException {
    Path folder = requireNonNull(target.getParent());
    while (true) {
      makeFolder(folder);
      try {
        boolean named = naming.name();
        DirectoryNames.force(folder);
        return named;
      } catch (NoSuchFileException e) {
        if (Files.isDirectory(folder)) {
          throw e;
        }
      }
    }
  }

  private void makeFolder(Path folder) throws IOException {
    if (folder.equals(root) || Files.isDirectory(folder)) {
      return;
    }
    Path above = requireNonNull(folder.getParent());
    makeFolder(above);
    Files.createDirectories(folder);
    DirectoryNames.force(above);
  }

  private static boolean replace(Path written, Path target) throws IOException {
    Files.move(
        written, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return true;
  }

  private Path write(byte[] content) throws IOException {
    Path written = incoming.newFile("file");
    ByteBuffer bytes = ByteBuffer.wrap(content);
    try (FileChannel channel =
        FileChannel.open(written, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
      return written;
    } catch (IOException e) {
      Files.deleteIfExists(written);
      throw e;
    }
  }

  private Path pathOf(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "Names are made of a-z, 0-9, '-', '.', '_' and '/' between parts: '" + name + "'");
    }
    return root.resolve(name);
  }

  /** Collects names; folders may go while it looks. */
  private final class Lister extends SimpleFileVisitor<Path> {
    private final String prefix;
    private final List<String> found;

    Lister(String prefix, List<String> found) {
      this.prefix = prefix;
      this.found = found;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      boolean isHidden = !folder.equals(root) && folder.getFileName().toString().startsWith(".");
      return isHidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      String name = root.relativize(file).toString().replace('\\', '/');
      if (name.startsWith(prefix) && NAME.matcher(name).matches()) {
        found.add(name);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (failure instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw failure;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
      if (failure == null || failure instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw failure;
    }
  }
}
