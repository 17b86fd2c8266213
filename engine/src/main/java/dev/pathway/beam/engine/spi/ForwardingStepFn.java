// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.spi;

/** A function that does what another one does, but for what is overridden. */
public abstract class ForwardingStepFn implements StepFn {
  private final StepFn fn;

  /** Takes the other function. */
  protected ForwardingStepFn(StepFn fn) {
    this.fn = fn;
  }

  @Override
  public void setup(StepContext context) throws Exception {
    fn.setup(context);
  }

  @Override
  public void restore(StepState state) throws Exception {
    fn.restore(state);
  }

  @Override
  public void release() throws Exception {
    fn.release();
  }

  @Override
  public void save(long snapshot) throws Exception {
    fn.save(snapshot);
  }

  @Override
  public void committed(long snapshot) throws Exception {
    fn.committed(snapshot);
  }

  @Override
  public void startBundle() throws Exception {
    fn.startBundle();
  }

  @Override
  public void process(Object element) throws Exception {
    fn.process(element);
  }

  @Override
  public void finishBundle() throws Exception {
    fn.finishBundle();
  }

  @Override
  public void seal(long epoch) throws Exception {
    fn.seal(epoch);
  }

  @Override
  public void advance(long watermark) throws Exception {
    fn.advance(watermark);
  }

  @Override
  public long hold() {
    return fn.hold();
  }

  @Override
  public long wakeTime() {
    return fn.wakeTime();
  }

  @Override
  public void wake() throws Exception {
    fn.wake();
  }

  @Override
  public void bundleCommitted() throws Exception {
    fn.bundleCommitted();
  }

  @Override
  public void teardown() throws Exception {
    fn.teardown();
  }
}
