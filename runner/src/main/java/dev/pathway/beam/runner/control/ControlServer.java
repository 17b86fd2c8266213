// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.control;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** A socket that answers for the jobs of this process. Thread-safe. */
final class ControlServer implements Closeable {
  private final Path path;
  private final ServerSocketChannel channel;
  private final Supplier<Collection<ControlledJob>> jobs;

  private ControlServer(
      Path path, ServerSocketChannel channel, Supplier<Collection<ControlledJob>> jobs) {
    this.path = path;
    this.channel = channel;
    this.jobs = jobs;
  }

  /** Opens a socket with a name of its own in the first folder that can be used. */
  static ControlServer open(ControlFolders folders, Supplier<Collection<ControlledJob>> jobs)
      throws IOException {
    Path folder = folders.open();
    String name =
        "%d-%08x".formatted(ProcessHandle.current().pid(), ThreadLocalRandom.current().nextInt());
    Path path = folder.resolve(name + ControlFolders.SOCKET_SUFFIX);
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    boolean opened = false;
    try {
      // Has its name only once it listens: a socket that does not is taken for a dead process's.
      Path unnamed = folder.resolve(name);
      channel.bind(UnixDomainSocketAddress.of(unnamed));
      Files.move(unnamed, path);
      opened = true;
    } finally {
      if (!opened) {
        channel.close();
      }
    }
    return new ControlServer(path, channel, jobs);
  }

  /** Answers until the socket is closed. */
  void run() throws IOException {
    while (true) {
      SocketChannel client;
      try {
        client = channel.accept();
      } catch (ClosedChannelException e) {
        return;
      }
      // One for each, so that a client that stops half-way keeps nobody else waiting.
      Thread thread = new Thread(new Conversation(client, jobs), "pathway-control-client");
      thread.setDaemon(true);
      thread.start();
    }
  }

  /** Closes the socket; clients that wait for the end of a job are still told of it. */
  @Override
  public void close() throws IOException {
    try {
      Files.deleteIfExists(path);
    } finally {
      channel.close();
    }
  }
}
