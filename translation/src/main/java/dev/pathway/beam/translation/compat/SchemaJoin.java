// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.compat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.transforms.CoGroup;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TupleTag;
import org.jspecify.annotations.Nullable;

/**
 * A join of rows: what the joins of schemas and of Beam SQL consist of, but those with side inputs.
 */
public final class SchemaJoin {
  private final List<String> tags;
  private final Schema schema;
  private final boolean readsSideInput;

  /**
   * Looks at a join.
   *
   * @param inputs the collections that it joins
   */
  public SchemaJoin(CoGroup.ExpandCrossProduct join, Map<TupleTag<?>, PCollection<?>> inputs) {
    tags = inputs.keySet().stream().map(TupleTag::getId).sorted().toList();
    Object arguments = field(join, "joinArgs");
    Schema.Builder fields = Schema.builder();
    boolean sideInput = false;
    for (String tag : tags) {
      CoGroup.By by = by(arguments, tag);
      PCollection<?> input = Objects.requireNonNull(inputs.get(new TupleTag<>(tag)), tag);
      FieldType rows = FieldType.row(input.getSchema());
      fields.addField(tag, rows.withNullable(is(by, "optionalParticipation")));
      sideInput |= is(by, "sideInput");
    }
    schema = fields.build();
    readsSideInput = sideInput;
  }

  /** Returns the name of the class of these transforms. */
  public static String className() {
    return CoGroup.ExpandCrossProduct.class.getName();
  }

  /** Returns the tags of the inputs in the order in which the fields of the results stand. */
  public List<String> tags() {
    return tags;
  }

  /**
   * Returns the schema of the results: a row for each input, which is nullable if there are results
   * without it.
   */
  public Schema schema() {
    return schema;
  }

  /** Returns whether an input is read as a side input. */
  public boolean readsSideInput() {
    return readsSideInput;
  }

  /** Returns how the transform is called that finds the keys of an input, within the join. */
  public static String keysOf(String tag) {
    return "extractKey" + tag;
  }

  private static CoGroup.By by(Object arguments, String tag) {
    CoGroup.By ofAll =
        new PrivateField<CoGroup.By>(arguments.getClass(), "allInputsJoinArgs").get(arguments);
    return ofAll == null
        ? (CoGroup.By)
            Objects.requireNonNull(((Map<?, ?>) field(arguments, "joinArgsMap")).get(tag), tag)
        : ofAll;
  }

  private static boolean is(CoGroup.By by, String name) {
    return (boolean) field(by, name);
  }

  private static Object field(Object owner, String name) {
    @Nullable Object value = new PrivateField<>(owner.getClass(), name).get(owner);
    return Objects.requireNonNull(value, name);
  }
}
