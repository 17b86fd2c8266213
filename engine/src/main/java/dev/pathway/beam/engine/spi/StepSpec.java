package dev.pathway.beam.engine.spi;

import java.io.Serializable;

/** The serialisable description of a step; every processor makes its own function from its own deserialised copy. */
public interface StepSpec extends Serializable {
  /** Returns a new function, owned by the calling processor. */
  StepFn create();
}
