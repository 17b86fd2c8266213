// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.examples;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.MapCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.options.Validation.Required;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Sums up the visits of users to a site: a visit is a session window, which grows with each click
 * that comes before it closed. Reads lines {@code user,time,page}, or makes up clicks if no input
 * is given.
 */
public final class ClickSessions {
  private ClickSessions() {}

  /** Options of the example. */
  public interface Options extends PipelineOptions {
    /** Returns the files to read. */
    @Description(
        "CSV files to read, lines of 'user,time,page' with times such as 2024-05-01T12:00:00Z. Made up if absent.")
    @Nullable String getInput();

    /** Sets {@link #getInput}. */
    void setInput(@Nullable String input);

    /** Returns the prefix of the files to write. */
    @Description(
        "Prefix of the files to write: a line 'user,first click,last click,clicks,pages,top page' for each visit.")
    @Required
    String getOutput();

    /** Sets {@link #getOutput}. */
    void setOutput(String output);

    /** Returns after how many minutes without a click a visit is over. */
    @Description("Minutes without a click after which a visit is over.")
    @Default.Integer(30)
    int getGapMinutes();

    /** Sets {@link #getGapMinutes}. */
    void setGapMinutes(int gapMinutes);

    /** Returns how many clicks to make up. */
    @Description("Clicks to make up.")
    @Default.Long(10_000)
    long getClicks();

    /** Sets {@link #getClicks}. */
    void setClicks(long clicks);

    /** Returns how many users to make up. */
    @Description("Users to make up.")
    @Default.Integer(100)
    int getUsers();

    /** Sets {@link #getUsers}. */
    void setUsers(int users);
  }

  /** Runs the example. */
  public static void main(String[] args) {
    Options options = PipelineOptionsFactory.fromArgs(args).withValidation().as(Options.class);
    if (options.getGapMinutes() < 1) {
      throw new IllegalArgumentException(
          "--gapMinutes must be at least 1: " + options.getGapMinutes());
    }
    Pipeline pipeline = Pipeline.create(options);
    lines(pipeline, options)
        .apply("Visits", new Visits(Duration.standardMinutes(options.getGapMinutes())))
        .apply("Write", TextIO.write().to(options.getOutput()));
    pipeline.run().waitUntilFinish();
  }

  private static PCollection<String> lines(Pipeline pipeline, Options options) {
    String input = options.getInput();
    PTransform<PBegin, PCollection<String>> source =
        input == null
            ? new MadeUpClicks(options.getClicks(), options.getUsers())
            : TextIO.read().from(input);
    return pipeline.apply("Clicks", source);
  }

  /** Clicks that depend on nothing but how many there are: a user's come in bursts. */
  static final class MadeUpClicks extends PTransform<PBegin, PCollection<String>> {
    private static final long serialVersionUID = 1L;
    private static final Instant START = Instant.parse("2024-05-01T00:00:00Z");
    private static final int CLICKS_OF_BURST = 8;
    private static final int PAGES = 20;

    private final long clicks;
    private final int users;

    MadeUpClicks(long clicks, int users) {
      if (clicks < 0 || users < 1) {
        throw new IllegalArgumentException(
            "--clicks must not be negative and --users at least 1: " + clicks + ", " + users);
      }
      this.clicks = clicks;
      this.users = users;
    }

    @Override
    public PCollection<String> expand(PBegin begin) {
      int ofUsers = users;
      return begin
          .apply("Number", GenerateSequence.from(0).to(clicks))
          .apply(
              "Click",
              MapElements.into(TypeDescriptors.strings()).via(number -> click(number, ofUsers)));
    }

    private static String click(long number, int users) {
      long burst = number / CLICKS_OF_BURST;
      SplittableRandom random = new SplittableRandom(number);
      Instant time =
          START
              .plus(Duration.standardHours(burst / users))
              .plus(Duration.standardSeconds(random.nextInt(1_200)));
      return "user%d,%s,/page%d".formatted(burst % users, time, random.nextInt(PAGES));
    }
  }

  /** Lines of clicks to lines of visits. */
  static final class Visits extends PTransform<PCollection<String>, PCollection<String>> {
    private static final long serialVersionUID = 1L;

    private final Duration gap;

    Visits(Duration gap) {
      this.gap = gap;
    }

    @Override
    public PCollection<String> expand(PCollection<String> lines) {
      return lines
          .apply("Parse", ParDo.of(new ParseClick()))
          .apply("Sessions", Window.into(Sessions.withGapDuration(gap)))
          .apply("CountPages", Combine.perKey(new CountPages()))
          .apply("Format", ParDo.of(new FormatVisit(gap)));
    }
  }

  /** Lines to users and pages, at the time of the click. */
  static final class ParseClick extends DoFn<String, KV<String, String>> {
    private static final long serialVersionUID = 1L;

    /** Emits the click of a line. */
    @ProcessElement
    public void process(@Element String line, OutputReceiver<KV<String, String>> clicks) {
      if (line.isBlank()) {
        return;
      }
      String[] fields = line.split(",", -1);
      if (fields.length != 3) {
        throw new IllegalArgumentException(
            "Not a line of the form 'user,time,page': '" + line + "'");
      }
      try {
        clicks.outputWithTimestamp(KV.of(fields[0], fields[2]), Instant.parse(fields[1]));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "Not a time: '" + fields[1] + "' in the line '" + line + "'", e);
      }
    }
  }

  /** How often each page was visited. */
  static final class CountPages extends CombineFn<String, Map<String, Long>, Map<String, Long>> {
    private static final long serialVersionUID = 1L;

    @Override
    public Map<String, Long> createAccumulator() {
      return new HashMap<>();
    }

    @Override
    public Map<String, Long> addInput(Map<String, Long> pages, String page) {
      pages.merge(page, 1L, Long::sum);
      return pages;
    }

    @Override
    public Map<String, Long> mergeAccumulators(Iterable<Map<String, Long>> accumulators) {
      Map<String, Long> merged = createAccumulator();
      for (Map<String, Long> pages : accumulators) {
        pages.forEach((page, clicks) -> merged.merge(page, clicks, Long::sum));
      }
      return merged;
    }

    @Override
    public Map<String, Long> extractOutput(Map<String, Long> pages) {
      return pages;
    }

    @Override
    public Coder<Map<String, Long>> getAccumulatorCoder(
        CoderRegistry registry, Coder<String> inputCoder) {
      return MapCoder.of(StringUtf8Coder.of(), VarLongCoder.of());
    }

    @Override
    public Coder<Map<String, Long>> getDefaultOutputCoder(
        CoderRegistry registry, Coder<String> inputCoder) {
      return getAccumulatorCoder(registry, inputCoder);
    }
  }

  /** Visits to lines. */
  static final class FormatVisit extends DoFn<KV<String, Map<String, Long>>, String> {
    private static final long serialVersionUID = 1L;

    private final Duration gap;

    FormatVisit(Duration gap) {
      this.gap = gap;
    }

    /** Emits the line of a visit. */
    @ProcessElement
    public void process(
        @Element KV<String, Map<String, Long>> visit,
        BoundedWindow window,
        OutputReceiver<String> lines) {
      IntervalWindow session = (IntervalWindow) window;
      long clicks = 0;
      String top = "";
      long topClicks = 0;
      for (Map.Entry<String, Long> page : visit.getValue().entrySet()) {
        clicks += page.getValue();
        boolean first = page.getKey().compareTo(top) < 0;
        if (page.getValue() > topClicks || (page.getValue() == topClicks && first)) {
          top = page.getKey();
          topClicks = page.getValue();
        }
      }
      lines.output(
          "%s,%s,%s,%d,%d,%s"
              .formatted(
                  visit.getKey(),
                  session.start(),
                  session.end().minus(gap),
                  clicks,
                  visit.getValue().size(),
                  top));
    }
  }
}
