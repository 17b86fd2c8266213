// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What is sent to a process. */
final class Request {
  private static final int BUFFER_BYTES = 4096;

  private Request() {}

  /** Sends a line and returns the answer, or nothing if there was none in time. */
  static Optional<String> send(Path socket, String line, Duration patience) throws IOException {
    long start = System.nanoTime();
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        Selector selector = Selector.open()) {
      ByteBuffer request = ByteBuffer.wrap((line + "\n").getBytes(UTF_8));
      while (request.hasRemaining()) {
        int ignored = channel.write(request);
      }
      channel.configureBlocking(false);
      SelectionKey unused = channel.register(selector, SelectionKey.OP_READ);
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
      while (true) {
        long left = patience.minusNanos(System.nanoTime() - start).toMillis();
        if (left <= 0) {
          return Optional.empty();
        }
        int ignored = selector.select(left);
        selector.selectedKeys().clear();
        if (channel.read(buffer.clear()) < 0) {
          return Optional.of(answer.toString(UTF_8));
        }
        answer.write(buffer.array(), 0, buffer.position());
      }
    }
  }
}
