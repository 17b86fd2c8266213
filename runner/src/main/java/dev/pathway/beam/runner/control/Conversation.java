// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client's request and the answer to it. */
final class Conversation implements Runnable {
  static final String LIST = "list";

  /** Followed by a job's id. */
  static final String DRAIN = "drain ";

  /** Followed by a job's id. */
  static final String CANCEL = "cancel ";

  /** The answer about a job that is not there any more; nobody knows how it ended. */
  static final String ENDED = "ENDED";

  private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);
  private static final int MAX_REQUEST_BYTES = 1000;

  private final SocketChannel client;
  private final Supplier<Collection<ControlledJob>> jobs;

  Conversation(SocketChannel client, Supplier<Collection<ControlledJob>> jobs) {
    this.client = client;
    this.jobs = jobs;
  }

  @Override
  public void run() {
    try (client) {
      String request = readLine();
      String jobId = request.substring(request.indexOf(' ') + 1);
      if (request.equals(LIST)) {
        answer(list());
      } else if (request.startsWith(DRAIN)) {
        answerAtEnd(jobId, ControlledJob::drain);
      } else if (request.startsWith(CANCEL)) {
        answerAtEnd(jobId, ControlledJob::cancel);
      }
    } catch (IOException e) {
      LOG.debug("A client went away", e);
    }
  }

  private String readLine() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(MAX_REQUEST_BYTES);
    while (bytes.position() == 0 || bytes.get(bytes.position() - 1) != '\n') {
      if (client.read(bytes) <= 0) {
        return "";
      }
    }
    return new String(bytes.array(), 0, bytes.position() - 1, UTF_8);
  }

  private String list() {
    return jobs.get().stream().map(job -> job.status().line() + "\n").collect(joining());
  }

  private void answerAtEnd(String jobId, Consumer<ControlledJob> command) throws IOException {
    Optional<ControlledJob> named =
        jobs.get().stream().filter(job -> job.id().equals(jobId)).findAny();
    if (named.isEmpty()) {
      answer(ENDED + "\n");
    } else {
      command.accept(named.get());
      named.get().onEnd(this::answerLast);
      // Until the answer is out, or the client does not wait for it any more.
      int ignored = client.read(ByteBuffer.allocate(1));
    }
  }

  private void answerLast(String state) {
    try (client) {
      answer(state + "\n");
    } catch (IOException e) {
      LOG.debug("A client did not wait for the end", e);
    }
  }

  private void answer(String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
    while (bytes.hasRemaining()) {
      int ignored = client.write(bytes);
    }
  }
}
