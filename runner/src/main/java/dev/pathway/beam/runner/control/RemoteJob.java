// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A job of some process of this user.
 *
 * @param status what it told when it was asked
 * @param socket where its process listens
 */
public record RemoteJob(JobStatus status, Path socket) {
  /** Stands for the final state of a job that ended before it was told to, however it did. */
  public static final String ENDED = Conversation.ENDED;

  /**
   * Has the job stop reading, fire all windows and end, and waits for that; a batch job just goes
   * on to its end.
   *
   * @return its final state, {@link #ENDED} if it had ended before this was asked for, or nothing
   *     if it had not ended in time
   * @throws IOException if the job's process ended without telling the final state
   */
  public Optional<String> drain(Duration patience) throws IOException {
    return end(Conversation.DRAIN, patience);
  }

  /** Stops the job; otherwise as {@link #drain}. */
  public Optional<String> cancel(Duration patience) throws IOException {
    return end(Conversation.CANCEL, patience);
  }

  private Optional<String> end(String command, Duration patience) throws IOException {
    Optional<String> answer;
    try {
      answer = Request.send(socket, command + status.id(), patience);
    } catch (IOException e) {
      if (Files.notExists(socket)) {
        // Closed with the last of the process's jobs.
        return Optional.of(ENDED);
      }
      throw e;
    }
    if (answer.isPresent() && answer.get().isBlank()) {
      throw new IOException("the process of the job ended");
    }
    return answer.map(String::strip);
  }
}
