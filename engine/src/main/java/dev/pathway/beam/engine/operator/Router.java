// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.frame.FrameBuilder;
import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.engine.spi.Weigher;
import org.jspecify.annotations.Nullable;

/** Puts the rows for one edge into frames. One thread only. */
abstract class Router {
  private final int ordinal;
  private final FrameOutput output;

  Router(int ordinal, FrameOutput output) {
    this.ordinal = ordinal;
    this.output = output;
  }

  /** Returns the router for an edge. */
  static Router of(
      EdgeSpec edge,
      Partitions partitions,
      Weigher weigher,
      ElementBytes elements,
      FrameOutput output) {
    return switch (edge.routing()) {
      case LOCAL, GATHER -> new Single(edge.ordinal(), output, new FrameBuilder(0, weigher));
      case SPREAD -> new Keyed(edge.ordinal(), output, partitions, weigher, null);
      case KEYED -> new Keyed(edge.ordinal(), output, partitions, weigher, identity(edge.keys()));
      case ROWS -> new Keyed(edge.ordinal(), output, partitions, weigher, elements::of);
    };
  }

  private static Identity identity(@Nullable KeyModel keys) {
    if (keys == null) {
      throw new IllegalArgumentException("an edge by key without keys");
    }
    return (value, timestamp, windows, pane, extras) -> keys.identity(value);
  }

  /** Tells what a row is known by. */
  @FunctionalInterface
  private interface Identity {
    /** Returns the identity of a row of the given columns. */
    Object of(
        @Nullable Object value,
        long timestamp,
        @Nullable Object windows,
        @Nullable Object pane,
        @Nullable Object extras);
  }

  abstract void append(
      @Nullable Object value,
      long timestamp,
      @Nullable Object windows,
      @Nullable Object pane,
      @Nullable Object extras,
      int diff);

  abstract void flush();

  final void flush(FrameBuilder builder) {
    if (!builder.isEmpty()) {
      output.emit(ordinal, builder.build());
    }
  }

  private static final class Single extends Router {
    private final FrameBuilder builder;

    Single(int ordinal, FrameOutput output, FrameBuilder builder) {
      super(ordinal, output);
      this.builder = builder;
    }

    @Override
    void append(
        @Nullable Object value,
        long timestamp,
        @Nullable Object windows,
        @Nullable Object pane,
        @Nullable Object extras,
        int diff) {
      if (builder.append(value, timestamp, windows, pane, extras, diff)) {
        flush(builder);
      }
    }

    @Override
    void flush() {
      flush(builder);
    }
  }

  /**
   * One builder for each destination; without identities rows go to them in turn, one each, the
   * nearest first.
   */
  private static final class Keyed extends Router {
    private final FrameBuilder[] builders;
    private final Partitions partitions;
    private final @Nullable Identity identities;
    private int next;

    Keyed(
        int ordinal,
        FrameOutput output,
        Partitions partitions,
        Weigher weigher,
        @Nullable Identity identities) {
      super(ordinal, output);
      this.partitions = partitions;
      this.identities = identities;
      next = partitions.self();
      builders = new FrameBuilder[partitions.destinations()];
      for (int i = 0; i < builders.length; i++) {
        builders[i] = new FrameBuilder(partitions.representative(i), weigher);
      }
    }

    @Override
    void append(
        @Nullable Object value,
        long timestamp,
        @Nullable Object windows,
        @Nullable Object pane,
        @Nullable Object extras,
        int diff) {
      FrameBuilder builder;
      boolean full;
      if (identities == null) {
        builder = builders[next];
        next = next + 1 == builders.length ? 0 : next + 1;
        full = builder.append(value, timestamp, windows, pane, extras, diff);
      } else {
        Object identity = identities.of(value, timestamp, windows, pane, extras);
        builder = builders[partitions.destination(identity.hashCode())];
        full = builder.appendKeyed(identity, value, timestamp, windows, pane, extras, diff);
      }
      if (full) {
        flush(builder);
      }
    }

    @Override
    void flush() {
      for (FrameBuilder builder : builders) {
        flush(builder);
      }
    }
  }
}
