// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.workload;

import java.io.IOException;
import org.apache.beam.sdk.Pipeline;

/** Word count on 100 KB whatever the scale: what a small job costs from JVM start to exit. */
final class StartupWorkload implements Workload {

  private final Workload wordCount = new WordCountWorkload();

  @Override
  public String name() {
    return "startup";
  }

  @Override
  public String description() {
    return "word count over a text file of 100 KB, from JVM start to exit";
  }

  @Override
  public long defaultSize() {
    return 13_800;
  }

  @Override
  public long size(double scale) {
    return defaultSize();
  }

  @Override
  public boolean hasEmptyJob() {
    return false;
  }

  @Override
  public void prepare(Parameters parameters) throws IOException {
    wordCount.prepare(parameters);
  }

  @Override
  public void build(Pipeline pipeline, Parameters parameters) {
    wordCount.build(pipeline, parameters);
  }

  @Override
  public Digest runPlain(Parameters parameters) throws IOException {
    return wordCount.runPlain(parameters);
  }

  @Override
  public void verifyOutput(Parameters parameters, Digest digest) throws IOException {
    wordCount.verifyOutput(parameters, digest);
  }
}
