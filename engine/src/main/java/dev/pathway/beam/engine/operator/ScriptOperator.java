// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.JobStoppedException;
import dev.pathway.beam.engine.job.Rounds;
import dev.pathway.beam.engine.plan.SourceNode;
import dev.pathway.beam.engine.spi.Script;
import dev.pathway.beam.engine.spi.Script.Event;
import java.util.List;

/** Plays a script, on the first worker only; the others have nothing to say. */
final class ScriptOperator implements Operator {
  private static final long WAIT_MILLIS = 100;

  private final SourceNode node;
  private final Script script;
  private final Job job;
  private final Body body;
  private final StageHost host;
  private final boolean first;

  ScriptOperator(
      SourceNode node, Script script, Job job, Body body, StageHost host, boolean first) {
    this.node = node;
    this.script = script;
    this.job = job;
    this.body = body;
    this.host = host;
    this.first = first;
  }

  @Override
  public void produce() throws Exception {
    if (!first) {
      return;
    }
    awaitQuiet();
    for (Event event : events()) {
      if (event instanceof Event.Rows rows) {
        rows.elements().forEach(body::element);
      } else if (event instanceof Event.Watermark watermark) {
        body.advance(watermark.time());
      } else if (event instanceof Event.Passing passing) {
        job.clock().pass(passing.millis());
        job.wakeAll();
      }
      awaitQuiet();
    }
    job.clock().resume();
    // Whoever waits for a time has not been waiting for the clock.
    job.wakeAll();
  }

  private List<Event> events() {
    try {
      return script.events();
    } catch (Throwable t) {
      throw SourceOperator.failure(node.name(), t, job);
    }
  }

  /** Waits until nobody has anything left to do. */
  private void awaitQuiet() throws InterruptedException {
    Rounds rounds = job.rounds();
    long activity;
    do {
      activity = rounds.activity();
      long round = rounds.begin();
      host.joinRound();
      while (!rounds.await(round, WAIT_MILLIS)) {
        // Another script may have begun a round meanwhile, or the job may be stopping.
        host.joinRound();
        if (job.stopping()) {
          throw new JobStoppedException();
        }
      }
    } while (rounds.activity() != activity);
  }
}
