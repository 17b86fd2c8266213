// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folders that may hold sockets of this user's processes; nobody else can look into them.
 *
 * @param paths the folders, which need not exist, the preferred one first
 */
record ControlFolders(List<Path> paths) {
  /** What the name of a socket ends with that can be asked. */
  static final String SOCKET_SUFFIX = ".sock";

  private static final Logger LOG = LoggerFactory.getLogger(ControlFolders.class);
  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rwx------");

  /**
   * The path of a socket takes at most 104 bytes with its end on macOS and 108 on Linux; this
   * leaves enough for its name.
   */
  private static final int MAX_FOLDER_BYTES = 76;

  ControlFolders {
    paths = List.copyOf(paths);
  }

  /** Returns the folders of this process, as its environment and system properties say. */
  static ControlFolders ofProcess() {
    return of(
        System.getenv("XDG_RUNTIME_DIR"),
        System.getProperty("java.io.tmpdir"),
        System.getProperty("user.name"));
  }

  /**
   * Returns the folder in the user's runtime folder, if there is one, and the one in the temporary
   * folder; if the paths of both are too long for a socket, the one in {@code /tmp}.
   */
  static ControlFolders of(@Nullable String runtime, String temporary, String user) {
    String name = "pathway-" + user.replaceAll("[^A-Za-z0-9._-]", "_");
    List<Path> paths = new ArrayList<>();
    if (runtime != null && !runtime.isEmpty()) {
      paths.add(Path.of(runtime, "pathway"));
    }
    paths.add(Path.of(temporary, name).toAbsolutePath());
    paths.removeIf(path -> path.toString().getBytes(UTF_8).length > MAX_FOLDER_BYTES);
    return new ControlFolders(paths.isEmpty() ? List.of(Path.of("/tmp", name)) : paths);
  }

  /**
   * Returns the first folder that can be used, which is made if need be.
   *
   * @throws IOException if there is none; the suppressed exceptions tell why
   */
  Path open() throws IOException {
    IOException none = new IOException("no folder for the control socket in " + paths);
    for (Path path : paths) {
      try {
        create(path);
        return path;
      } catch (IOException e) {
        none.addSuppressed(e);
      }
    }
    throw none;
  }

  private static void create(Path folder) throws IOException {
    if (!Files.getFileStore(folder.getParent()).supportsFileAttributeView("posix")) {
      throw new IOException("'" + folder + "' cannot be made private");
    }
    try {
      Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(PRIVATE));
    } catch (FileAlreadyExistsException e) {
      if (!isPrivate(folder)) {
        throw new IOException("'" + folder + "' is not a private folder of this user", e);
      }
    }
  }

  /** Returns whether a folder is this user's, and only this user's. */
  private static boolean isPrivate(Path folder) throws IOException {
    if (!Files.isDirectory(folder, NOFOLLOW_LINKS)
        || !Files.getPosixFilePermissions(folder, NOFOLLOW_LINKS).equals(PRIVATE)) {
      return false;
    }
    // What this user makes tells who this user is: names of users may be missing in containers.
    Path probe = Files.createTempFile(folder, ".owner", null);
    try {
      return Files.getOwner(folder).equals(Files.getOwner(probe));
    } finally {
      Files.deleteIfExists(probe);
    }
  }

  /** Returns the sockets in all folders that are private. */
  List<Path> sockets() throws IOException {
    List<Path> sockets = new ArrayList<>();
    for (Path path : paths) {
      if (Files.isDirectory(path) && Files.isWritable(path) && isPrivate(path)) {
        try (Stream<Path> files = Files.list(path)) {
          files.filter(file -> file.toString().endsWith(SOCKET_SUFFIX)).forEach(sockets::add);
        }
      }
    }
    return sockets;
  }

  /** Deletes the sockets that nobody listens at: their processes were killed. */
  void deleteStale() throws IOException {
    for (Path socket : sockets()) {
      try {
        SocketChannel.open(UnixDomainSocketAddress.of(socket)).close();
      } catch (ConnectException e) {
        Files.deleteIfExists(socket);
      } catch (IOException e) {
        LOG.debug("Cannot tell whether anybody listens at '{}'", socket, e);
      }
    }
  }
}
