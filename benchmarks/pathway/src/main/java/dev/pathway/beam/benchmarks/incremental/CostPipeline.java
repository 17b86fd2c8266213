// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.incremental;

import java.nio.file.Path;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.join.CoGbkResult;
import org.apache.beam.sdk.transforms.join.CoGroupByKey;
import org.apache.beam.sdk.transforms.join.KeyedPCollectionTuple;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TupleTag;

/** Reads orders and the accounts they are of, joins them by id, and writes totals by account. */
final class CostPipeline {
  /** Counter of lines read. */
  static final String READ = "lines read";

  /** Counter of rows before the sum. */
  static final String JOINED = "rows joined";

  /** Counter of totals. */
  static final String TOTALS = "totals";

  /** Name of the output files without their shards. */
  static final String PREFIX = "totals";

  private CostPipeline() {}

  /** Adds all steps to a pipeline. */
  static void build(Pipeline pipeline, Path orders, Path accounts, Path output, int shards) {
    TupleTag<Long> amount = new TupleTag<>("amount");
    TupleTag<Long> account = new TupleTag<>("account");
    KeyedPCollectionTuple.of(amount, pairs(pipeline, "Orders", orders))
        .and(account, pairs(pipeline, "Accounts", accounts))
        .apply("Join", CoGroupByKey.create())
        .apply("AmountOfAccount", ParDo.of(new JoinFn(amount, account)))
        .apply("Total", Sum.longsPerKey())
        .apply("Format", ParDo.of(new FormatFn()))
        .apply("Write", TextIO.write().to(output.resolve(PREFIX).toString()).withNumShards(shards));
  }

  private static PCollection<KV<Long, Long>> pairs(Pipeline pipeline, String name, Path folder) {
    return pipeline
        .apply("Read" + name, TextIO.read().from(folder.resolve("*").toString()))
        .apply("Parse" + name, ParDo.of(new ParseFn()));
  }

  private static final class ParseFn extends CountingFn<String, KV<Long, Long>> {
    ParseFn() {
      super(READ);
    }

    @ProcessElement
    public void process(@Element String line, OutputReceiver<KV<Long, Long>> output) {
      count();
      int comma = line.indexOf(',');
      output.output(
          KV.of(
              Long.parseLong(line, 0, comma, 10),
              Long.parseLong(line, comma + 1, line.length(), 10)));
    }
  }

  private static final class JoinFn extends CountingFn<KV<Long, CoGbkResult>, KV<Long, Long>> {
    private final TupleTag<Long> amount;
    private final TupleTag<Long> account;

    JoinFn(TupleTag<Long> amount, TupleTag<Long> account) {
      super(JOINED);
      this.amount = amount;
      this.account = account;
    }

    @ProcessElement
    public void process(
        @Element KV<Long, CoGbkResult> group, OutputReceiver<KV<Long, Long>> output) {
      for (Long to : group.getValue().getAll(account)) {
        for (Long each : group.getValue().getAll(amount)) {
          count();
          output.output(KV.of(to, each));
        }
      }
    }
  }

  private static final class FormatFn extends CountingFn<KV<Long, Long>, String> {
    FormatFn() {
      super(TOTALS);
    }

    @ProcessElement
    public void process(@Element KV<Long, Long> total, OutputReceiver<String> output) {
      count();
      output.output(total.getKey() + "," + total.getValue());
    }
  }
}
