// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ControlFoldersTest {
  @TempDir private Path folder;

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void of_runtimeFolder_prefersItAndLooksIntoTheTemporaryOneToo() {
    assertThat(ControlFolders.of("/run/user/7", "/tmp", "ann").paths())
        .containsExactly(Path.of("/run/user/7/pathway"), Path.of("/tmp/pathway-ann"));
  }

  @Test
  void of_noRuntimeFolder_takesTheTemporaryOne() {
    assertThat(ControlFolders.of(null, "/var/tmp", "DOMAIN\\ann/?").paths())
        .containsExactly(Path.of("/var/tmp/pathway-DOMAIN_ann__"));
  }

  @Test
  void of_pathTooLongForASocket_leavesItOut() {
    String tooLong = "/" + "é".repeat(35);

    assertThat(ControlFolders.of(tooLong, "/var/tmp", "ann").paths())
        .containsExactly(Path.of("/var/tmp/pathway-ann"));
    assertThat(ControlFolders.of(null, tooLong, "ann").paths())
        .containsExactly(Path.of("/tmp/pathway-ann"));
  }

  @Test
  void open_longestFolder_hasRoomForASocket() throws IOException {
    int left = 76 - folder.toString().length() - "/".length() - "/pathway-ann".length();
    Path longest = Files.createDirectory(folder.resolve("x".repeat(left)));
    ControlFolders folders = ControlFolders.of(null, longest.toString(), "ann");

    try (ControlServer server = ControlServer.open(folders, List::of)) {
      assertThat(server).isNotNull();
      assertThat(folders.sockets()).hasSize(1).allMatch(path -> path.startsWith(longest));
    }
  }

  @Test
  void open_newFolder_isForItsUserOnly() throws IOException {
    Path opened = ControlFolders.of(null, folder.toString(), "ann").open();

    assertThat(opened).isEqualTo(folder.resolve("pathway-ann"));
    assertThat(permissions(opened)).isEqualTo("rwx------");
    assertThat(ControlFolders.of(null, folder.toString(), "ann").open()).isEqualTo(opened);
    assertThat(opened).isEmptyDirectory();
  }

  @Test
  void open_folderThatOthersCanRead_isRefused() throws IOException {
    Path shared = Files.createDirectory(folder.resolve("pathway-ann"));
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));
    ControlFolders folders = ControlFolders.of(null, folder.toString(), "ann");

    assertThatThrownBy(folders::open)
        .isInstanceOf(IOException.class)
        .satisfies(
            e ->
                assertThat(e.getSuppressed()[0])
                    .hasMessage("'" + shared + "' is not a private folder of this user"));
    Files.createFile(shared.resolve("1-2.sock"));
    assertThat(folders.sockets()).isEmpty();
  }

  @Test
  void open_linkToAPrivateFolder_isRefused() throws IOException {
    Path elsewhere = ControlFolders.of(null, folder.toString(), "bob").open();
    Files.createSymbolicLink(folder.resolve("pathway-ann"), elsewhere);

    assertThatThrownBy(ControlFolders.of(null, folder.toString(), "ann")::open)
        .isInstanceOf(IOException.class);
  }

  @Test
  void open_runtimeFolderIsMissing_takesTheTemporaryOne() throws IOException {
    Path missing = folder.resolve("missing");

    assertThat(ControlFolders.of(missing.toString(), folder.toString(), "ann").open())
        .isEqualTo(folder.resolve("pathway-ann"));
  }

  @Test
  void deleteStale_socketWithAndWithoutListener_deletesTheLatter() throws IOException {
    ControlFolders folders = ControlFolders.of(null, folder.toString(), "ann");
    Path stale = folders.open().resolve("1-stale.sock");
    try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        ControlServer server = ControlServer.open(folders, List::of)) {
      assertThat(server).isNotNull();
      // Java leaves the file behind, as a process that is killed does.
      channel.bind(UnixDomainSocketAddress.of(stale)).close();
      assertThat(folders.sockets()).hasSize(2).contains(stale);

      folders.deleteStale();

      assertThat(folders.sockets()).hasSize(1).doesNotContain(stale);
    }
    assertThat(folders.sockets()).isEmpty();
  }
}
