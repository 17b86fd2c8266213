// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plain;

import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.StepSpec;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A step that notes every call, hands its rows on to all its outputs, and fails where it is told
 * to.
 *
 * @param name for the notes
 * @param failAt the calls that fail
 * @param emitAt the calls that emit a row of their own
 * @param swallow whether exceptions of outputs are caught, as user code may
 */
public record Scripted(String name, Set<Call> failAt, Set<Call> emitAt, boolean swallow)
    implements StepSpec {
  /** A call to a step. */
  public enum Call {
    SETUP,
    START,
    PROCESS,
    SEAL,
    FINISH,
    COMMITTED,
    TEARDOWN
  }

  /** What a step throws when it is told to. */
  public static final class ScriptedException extends Exception {
    private static final long serialVersionUID = 1L;

    ScriptedException(String message) {
      super(message);
    }
  }

  /** The calls of a job, in order. Thread-safe. */
  public static final class Notes {
    private final List<String> calls = new ArrayList<>();

    /** Returns the notes of a job. */
    public static Notes of(JobContext job) {
      return job.shared(Notes.class, Notes::new);
    }

    /** Adds a call. */
    public synchronized void add(String call) {
      calls.add(call);
    }

    /** Returns all calls so far. */
    public synchronized List<String> calls() {
      return List.copyOf(calls);
    }
  }

  /** Returns a step that does not fail. */
  public static Scripted named(String name) {
    return new Scripted(name, EnumSet.noneOf(Call.class), EnumSet.noneOf(Call.class), false);
  }

  /** Returns this step, failing at a call too. */
  public Scripted failingAt(Call call) {
    Set<Call> more = EnumSet.of(call);
    more.addAll(failAt);
    return new Scripted(name, more, emitAt, swallow);
  }

  /** Returns this step, emitting at a call too. */
  public Scripted emittingAt(Call call) {
    Set<Call> more = EnumSet.of(call);
    more.addAll(emitAt);
    return new Scripted(name, failAt, more, swallow);
  }

  /** Returns this step, catching what its outputs throw. */
  public Scripted swallowing() {
    return new Scripted(name, failAt, emitAt, true);
  }

  @Override
  public StepFn create() {
    return new Fn(this);
  }

  private static final class Fn implements StepFn {
    private final Scripted script;
    private @Nullable StepContext context;

    Fn(Scripted script) {
      this.script = script;
    }

    private void call(Call call, String note) throws ScriptedException {
      StepContext given = context;
      if (given == null) {
        throw new IllegalStateException("not set up");
      }
      Notes.of(given.job()).add(script.name + " " + note);
      if (script.failAt.contains(call)) {
        throw new ScriptedException(script.name + " " + note);
      }
      if (script.emitAt.contains(call)) {
        emit(Row.of(script.name + "'s " + call));
      }
    }

    private void emit(Row row) {
      StepContext given = context;
      if (given == null) {
        throw new IllegalStateException("not set up");
      }
      try {
        given.output(0).accept(row);
      } catch (RuntimeException e) {
        if (!script.swallow) {
          throw e;
        }
      }
    }

    @Override
    public void setup(StepContext given) throws Exception {
      context = given;
      call(Call.SETUP, "setup");
    }

    @Override
    public void startBundle() throws Exception {
      call(Call.START, "start");
    }

    @Override
    public void process(Object element) throws Exception {
      call(Call.PROCESS, "process " + Results.text(((Row) element).value()));
      emit((Row) element);
    }

    @Override
    public void seal(long epoch) throws Exception {
      call(Call.SEAL, "seal " + epoch);
    }

    @Override
    public void finishBundle() throws Exception {
      call(Call.FINISH, "finish");
    }

    @Override
    public void bundleCommitted() throws Exception {
      call(Call.COMMITTED, "committed");
    }

    @Override
    public void teardown() throws Exception {
      call(Call.TEARDOWN, "teardown");
    }
  }
}
