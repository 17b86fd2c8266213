// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.jet;

import com.hazelcast.jet.core.Processor;
import com.hazelcast.jet.core.ProcessorSupplier;
import dev.pathway.beam.engine.job.Job;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a stage's processors on a member, each of which reads a stage, and so user functions, of
 * its own.
 */
final class StageSupplier implements ProcessorSupplier {
  private static final long serialVersionUID = 1L;

  private final String jobId;
  private final SerializedStage stage;
  private transient @Nullable Job job;

  StageSupplier(String jobId, SerializedStage stage) {
    this.jobId = jobId;
    this.stage = stage;
  }

  @Override
  public void init(Context context) {
    job = Jobs.on(context.hazelcastInstance()).get(jobId);
  }

  @Override
  public Collection<? extends Processor> get(int count) {
    Job running = job;
    if (running == null) {
      throw new IllegalStateException("not initialised");
    }
    List<Processor> processors = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      processors.add(new WorkerP(stage, running));
    }
    return processors;
  }
}
