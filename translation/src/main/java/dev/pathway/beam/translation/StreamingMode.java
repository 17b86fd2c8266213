// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation;

import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.Pipeline.PipelineVisitor;
import org.apache.beam.sdk.options.StreamingOptions;
import org.apache.beam.sdk.runners.TransformHierarchy.Node;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.windowing.AfterProcessingTime;
import org.apache.beam.sdk.transforms.windowing.AfterSynchronizedProcessingTime;
import org.apache.beam.sdk.transforms.windowing.Trigger;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.apache.beam.sdk.values.PValue;

/** Whether event time advances while a pipeline runs, or all of it passes at the end. */
public final class StreamingMode {
  private StreamingMode() {}

  /**
   * Returns whether a pipeline is to be run as a stream: it was asked for with {@code --streaming},
   * there is unbounded input, or a trigger fires by processing time, before all input is there.
   */
  public static boolean of(Pipeline pipeline) {
    return pipeline.getOptions().as(StreamingOptions.class).isStreaming() || isUnbounded(pipeline);
  }

  private static boolean isUnbounded(Pipeline pipeline) {
    UnboundedFinder finder = new UnboundedFinder();
    pipeline.traverseTopologically(finder);
    return finder.found;
  }

  private static final class UnboundedFinder extends PipelineVisitor.Defaults {
    private boolean found;

    /**
     * Tests call the output of a TestStream bounded if it ends, which is not to be read at once.
     */
    @Override
    public void visitPrimitiveTransform(Node node) {
      found |= node.getTransform() instanceof TestStream;
    }

    @Override
    public void visitValue(PValue value, Node producer) {
      if (value instanceof PCollection<?> pcollection
          && (pcollection.isBounded() == IsBounded.UNBOUNDED
              || firesByClock(pcollection.getWindowingStrategy().getTrigger()))) {
        found = true;
      }
    }

    private static boolean firesByClock(Trigger trigger) {
      return trigger instanceof AfterProcessingTime
          || trigger instanceof AfterSynchronizedProcessingTime
          || trigger.subTriggers().stream().anyMatch(UnboundedFinder::firesByClock);
    }
  }
}
