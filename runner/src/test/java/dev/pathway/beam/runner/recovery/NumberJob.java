// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.recovery;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pathway.beam.runner.PathwayPipelineOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.options.Validation;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.awaitility.Awaitility;
import org.joda.time.Duration;

/**
 * A streaming job over numbers, which says in lines of files what it finds: sums and groups of
 * windows, and what a stateful DoFn gathers until its timer fires. A line may be there several
 * times, since a file takes nothing back; but lines about the same thing must agree.
 */
public final class NumberJob {
  private static final int KEYS = 13;
  private static final int SPLITS = 5;

  /** How far the job may be ahead of the lines that it has written. */
  private static final long AHEAD = 20_000;

  private static final java.time.Duration PATIENCE = java.time.Duration.ofMinutes(1);
  private static final Duration WINDOW = Duration.millis(250);

  private NumberJob() {}

  /** What the job is to do. */
  public interface Options extends PathwayPipelineOptions {
    /** Returns the folder for lines. */
    @Validation.Required
    String getLines();

    /** Sets {@link #getLines}. */
    void setLines(String lines);

    /** Returns how many of them there are in a millisecond. */
    @Validation.Required
    double getPerMilli();

    /** Sets {@link #getPerMilli}. */
    void setPerMilli(double perMilli);
  }

  /** Runs the job. */
  public static void main(String[] args) {
    Options options = PipelineOptionsFactory.fromArgs(args).withValidation().as(Options.class);
    build(options).run();
    System.out.println("ended");
  }

  /** Returns the job. */
  static Pipeline build(Options options) {
    Pipeline pipeline = Pipeline.create(options);
    String lines = options.getLines();
    PCollection<KV<Long, Long>> pairs =
        pipeline
            .apply(
                Read.from(
                    new NumberSource(
                        SPLITS, end(Path.of(lines)).toString(), options.getPerMilli() / SPLITS)))
            .apply(
                "Key",
                MapElements.into(
                        TypeDescriptors.kvs(TypeDescriptors.longs(), TypeDescriptors.longs()))
                    .via(number -> KV.of(number % KEYS, number)));
    PCollection<KV<Long, Long>> windowed = pairs.apply(Window.into(FixedWindows.of(WINDOW)));
    windowed.apply(Sum.longsPerKey()).apply("Sums", ParDo.of(new WriteLine<>("sum", lines)));
    windowed
        .apply(GroupByKey.create())
        .apply("Size", ParDo.of(new SizeFn()))
        .apply("Groups", ParDo.of(new WriteLine<>("group", lines)));
    windowed
        .apply("Gather", ParDo.of(new GatherFn()))
        .apply("Gathered", ParDo.of(new WriteLine<>("gathered", lines)));
    pairs
        .apply(
            "Early panes",
            Window.<KV<Long, Long>>into(FixedWindows.of(WINDOW.multipliedBy(2)))
                .triggering(
                    AfterWatermark.pastEndOfWindow()
                        .withEarlyFirings(AfterPane.elementCountAtLeast(20)))
                .withAllowedLateness(Duration.ZERO)
                .accumulatingFiredPanes())
        .apply("Early sums", Sum.longsPerKey())
        .apply("Early", ParDo.of(new WriteLine<>("last", lines)));
    pairs
        .apply("Session", Window.into(Sessions.withGapDuration(Duration.millis(40))))
        .apply("Session sums", Sum.longsPerKey())
        .apply("Sessions", ParDo.of(new WriteLine<>("session", lines)));
    return pipeline;
  }

  private static final class SizeFn extends DoFn<KV<Long, Iterable<Long>>, KV<Long, Long>> {
    @ProcessElement
    public void process(
        @Element KV<Long, Iterable<Long>> group, OutputReceiver<KV<Long, Long>> out) {
      long size = 0;
      for (Long ignored : group.getValue()) {
        size++;
      }
      out.output(KV.of(group.getKey(), size));
    }
  }

  static final class GatherFn extends DoFn<KV<Long, Long>, KV<Long, Long>> {
    @StateId("gathered")
    private final StateSpec<BagState<Long>> gathered = StateSpecs.bag(VarLongCoder.of());

    @TimerId("end")
    private final TimerSpec end = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void process(
        @Element KV<Long, Long> pair,
        BoundedWindow window,
        @StateId("gathered") BagState<Long> state,
        @TimerId("end") Timer timer) {
      state.add(pair.getValue());
      timer.set(window.maxTimestamp());
    }

    @OnTimer("end")
    public void end(
        @Key Long key,
        @StateId("gathered") BagState<Long> state,
        OutputReceiver<KV<Long, Long>> out) {
      long sum = 0;
      for (Long number : state.read()) {
        sum += number;
      }
      state.clear();
      out.output(KV.of(key, sum));
    }
  }

  /** Writes lines to a file of its own; what a bundle has is in the file when it ends. */
  private static final class WriteLine<T> extends DoFn<KV<Long, T>, Void> {
    private final String kind;
    private final String folder;
    private transient List<String> lines;

    WriteLine(String kind, String folder) {
      this.kind = kind;
      this.folder = folder;
    }

    @StartBundle
    public void start() {
      lines = new ArrayList<>();
    }

    @ProcessElement
    public void process(@Element KV<Long, T> pair, BoundedWindow window, ProcessContext context) {
      if (kind.equals("last") && !context.pane().isLast()) {
        return;
      }
      lines.add(
          kind
              + " "
              + pair.getKey()
              + " "
              + window.maxTimestamp().getMillis()
              + " "
              + pair.getValue());
    }

    @FinishBundle
    public void finish() throws IOException {
      if (!lines.isEmpty()) {
        Path file =
            Path.of(
                folder,
                kind + "-" + ProcessHandle.current().pid() + "-" + Thread.currentThread().getId());
        Files.write(file, lines, UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      }
    }
  }

  /**
   * Returns what lines say, by what they are about.
   *
   * @throws AssertionError if two of them do not agree
   */
  static Map<String, String> read(Path folder) throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        for (String line : Files.readAllLines(file)) {
          int end = line.lastIndexOf(' ');
          String before = all.put(line.substring(0, end), line.substring(end + 1));
          if (before != null && !before.equals(line.substring(end + 1))) {
            throw new AssertionError("'" + line + "', and before '" + before + "'");
          }
        }
      }
    }
    return all;
  }

  /** Returns the file that says below which number the job ends. */
  private static Path end(Path lines) {
    return lines.resolveSibling("end");
  }

  /**
   * Has the job end before long; returns how many numbers there are.
   *
   * @param lines the folder for lines
   */
  static long finish(Path lines) throws IOException {
    long latest = 0;
    for (String about : read(lines).keySet()) {
      latest = Math.max(latest, Long.parseLong(about.split(" ", -1)[2]));
    }
    long count = latest + AHEAD;
    Path written = Files.writeString(lines.resolveSibling("end.new"), String.valueOf(count));
    Files.move(written, end(lines), StandardCopyOption.ATOMIC_MOVE);
    return count;
  }

  /** Waits until there are more lines than now. */
  static void awaitMore(Path folder) throws IOException {
    long before = size(folder);
    Awaitility.await().atMost(PATIENCE).until(() -> size(folder) > before);
  }

  private static long size(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }

  /** Returns what lines have to say. */
  static Map<String, String> expected(long count) {
    Map<String, Long> sums = new TreeMap<>();
    Map<Long, Long> open = new TreeMap<>();
    for (long number = 0; number < count; number++) {
      long key = number % KEYS;
      String end = key + " " + end(number, WINDOW.getMillis());
      sums.merge("sum " + end, number, Long::sum);
      sums.merge("gathered " + end, number, Long::sum);
      sums.merge("group " + end, 1L, Long::sum);
      sums.merge("last " + key + " " + end(number, 2 * WINDOW.getMillis()), number, Long::sum);
      open.merge(key, number, Long::sum);
    }
    // Numbers of a key follow each other within the gap.
    open.forEach(
        (key, sum) -> {
          long last = (count - 1 - key) / KEYS * KEYS + key;
          sums.put("session " + key + " " + (last + 40 - 1), sum);
        });
    Map<String, String> texts = new TreeMap<>();
    sums.forEach((about, sum) -> texts.put(about, String.valueOf(sum)));
    return texts;
  }

  private static long end(long number, long window) {
    return number / window * window + window - 1;
  }
}
