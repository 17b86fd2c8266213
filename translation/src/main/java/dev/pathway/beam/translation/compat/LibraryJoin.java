// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.compat;

import java.util.List;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.jspecify.annotations.Nullable;

/** A join of Beam's join library, which need not be there: its classes are known by name only. */
public final class LibraryJoin {
  private static final String LIBRARY = "org.apache.beam.sdk.extensions.joinlibrary.Join$";
  private static final String INNER = LIBRARY + "InnerJoin";
  private static final String LEFT = LIBRARY + "LeftOuterJoin";
  private static final String RIGHT = LIBRARY + "RightOuterJoin";
  private static final String FULL = LIBRARY + "FullOuterJoin";

  private final PTransform<?, ?> join;

  /** Looks at a join. */
  public LibraryJoin(PTransform<?, ?> join) {
    this.join = join;
  }

  /** Returns the names of the joins' classes. */
  public static List<String> classes() {
    return List.of(INNER, LEFT, RIGHT, FULL);
  }

  /** Returns the collection that is joined to the transform's input. */
  public PCollection<?> right() {
    if (field("rightCollection") instanceof PCollection<?> right) {
      return right;
    }
    throw new IllegalStateException("'" + join.getName() + "' has no right side");
  }

  /** Returns what stands for a left value without a match for a right one; null if nothing does. */
  public @Nullable Object missingLeft() {
    return switch (name()) {
      case RIGHT -> field("nullValue");
      case FULL -> field("leftNullValue");
      default -> null;
    };
  }

  /** Returns what stands for a right value without a match for a left one; null if nothing does. */
  public @Nullable Object missingRight() {
    return switch (name()) {
      case LEFT -> field("nullValue");
      case FULL -> field("rightNullValue");
      default -> null;
    };
  }

  private String name() {
    return join.getClass().getName();
  }

  private @Nullable Object field(String name) {
    return new PrivateField<Object>(join.getClass(), name).get(join);
  }
}
