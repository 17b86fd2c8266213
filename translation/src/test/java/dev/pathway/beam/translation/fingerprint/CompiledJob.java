// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.fingerprint;

import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.SinkNode.Deletions;
import dev.pathway.beam.translation.PipelineTranslator;
import dev.pathway.beam.translation.dofn.ParDoSpec.Checks;
import dev.pathway.beam.translation.options.ChangeDetection;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.apache.beam.sdk.Pipeline;

/** A job whose code is compiled by the test, and in parts changed by it. */
final class CompiledJob {
  private final Path source;
  private final Path classes;
  private final Map<String, String> files = new TreeMap<>();

  CompiledJob(Path folder) {
    source = folder.resolve("source");
    classes = folder.resolve("classes");
  }

  /** Sets the source of a class in the package {@code job}. */
  CompiledJob with(String name, String code) {
    files.put(name, "package job;\n" + code);
    return this;
  }

  /** Replaces some text in the source of a class. */
  CompiledJob edit(String name, String from, String to) {
    String before = files.get(name);
    if (before == null || !before.contains(from)) {
      throw new IllegalArgumentException(name + " does not say: " + from);
    }
    files.put(name, before.replace(from, to));
    return this;
  }

  /** Compiles all classes and returns their folder. */
  Path compile() throws IOException {
    Files.createDirectories(source);
    Files.createDirectories(classes);
    List<String> arguments =
        new ArrayList<>(
            List.of("-d", classes.toString(), "-cp", System.getProperty("java.class.path")));
    for (Map.Entry<String, String> each : files.entrySet()) {
      Path file = source.resolve(each.getKey() + ".java");
      Files.writeString(file, each.getValue());
      arguments.add(file.toString());
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler.run(null, null, null, arguments.toArray(String[]::new)) != 0) {
      throw new IllegalStateException("does not compile");
    }
    return classes;
  }

  /** Compiles all classes and returns the fingerprints of {@code job.Main.pipeline()}, by names. */
  Map<String, Fingerprint> fingerprints() throws Exception {
    URL[] path = {compile().toUri().toURL()};
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(path, before)) {
      thread.setContextClassLoader(loader);
      return fingerprints(loader);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** Returns the fingerprints of the pipeline that a loader's {@code job.Main} makes, by names. */
  static Map<String, Fingerprint> fingerprints(ClassLoader loader) throws Exception {
    Pipeline pipeline =
        (Pipeline) Class.forName("job.Main", true, loader).getMethod("pipeline").invoke(null);
    Plan plan =
        new PipelineTranslator("job", new Checks(false, false))
            .translateIncremental(pipeline, Deletions.FAIL, ChangeDetection.METADATA);
    Map<String, Fingerprint> all = Fingerprints.of(plan);
    Map<String, Fingerprint> byName = new TreeMap<>();
    for (PlanNode node : plan.nodes()) {
      Fingerprint fingerprint = all.get(node.id());
      if (fingerprint != null) {
        byName.put(node.getClass().getSimpleName() + " " + node.name(), fingerprint);
      }
    }
    return byName;
  }
}
