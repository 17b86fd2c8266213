// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.jet;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.LoaderInput;
import dev.pathway.beam.engine.operator.StepFailure;
import java.io.IOException;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a member tells of a job: as bytes, since the classes in it may be the job's. */
public final class MemberOutcome implements Serializable {
  private static final long serialVersionUID = 1L;

  private final byte @Nullable [] failure;
  private final @Nullable String failureText;
  private final HashMap<String, byte[]> reports;
  private final HashMap<String, Long> rowCounts;

  private MemberOutcome(
      @Nullable Throwable failure, Map<String, byte[]> reports, Map<String, Long> rowCounts) {
    this.failure = failure == null ? null : bytes(failure);
    failureText = failure == null ? null : failure.toString();
    this.reports = new HashMap<>(reports);
    this.rowCounts = new HashMap<>(rowCounts);
  }

  /** Returns how things stand with a job. */
  static MemberOutcome of(Job job) {
    Map<String, byte[]> reports = new HashMap<>();
    job.reports()
        .forEach(
            (type, report) -> {
              try {
                reports.put(type, LoaderInput.bytes(report));
              } catch (IOException e) {
                throw new IllegalStateException("cannot be reported: " + type, e);
              }
            });
    return new MemberOutcome(job.failure().orElse(null), reports, job.rowCounts().totals());
  }

  /** Returns how many rows the job's collections have had on the member, by their names. */
  public Map<String, Long> rowCounts() {
    return Map.copyOf(rowCounts);
  }

  /** What is not serialisable travels as its text. */
  private static byte[] bytes(Throwable failure) {
    try {
      return LoaderInput.bytes(failure);
    } catch (IOException | RuntimeException e) {
      try {
        return LoaderInput.bytes(asText(failure));
      } catch (IOException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
  }

  private static Throwable asText(Throwable failure) {
    return failure instanceof StepFailure step
        ? new StepFailure(step.step(), new IllegalStateException(String.valueOf(step.getCause())))
        : new IllegalStateException(failure.toString());
  }

  /**
   * Returns the member's first failure, if any, with the job's classes if {@code loader} has them.
   */
  public Optional<Throwable> failure(ClassLoader loader) {
    if (failure == null) {
      return Optional.empty();
    }
    try (LoaderInput in = new LoaderInput(failure, loader)) {
      return Optional.of((Throwable) in.readObject());
    } catch (IOException | ClassNotFoundException | RuntimeException e) {
      return Optional.of(new IllegalStateException(failureText, e));
    }
  }

  /** Returns the report of the shared object of a type, if there is one on the member. */
  public Optional<Object> report(Class<?> type) {
    byte[] bytes = reports.get(type.getName());
    if (bytes == null) {
      return Optional.empty();
    }
    try (LoaderInput in = new LoaderInput(bytes, type.getClassLoader())) {
      return Optional.of(in.readObject());
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException("members of another version: " + type.getName(), e);
    }
  }
}
