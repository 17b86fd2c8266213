// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plan;

import dev.pathway.beam.engine.spi.ViewModel;
import java.util.List;

/**
 * Gathers a collection into a view for side-input readers, one copy on each member.
 *
 * @param id see {@link PlanNode#id}
 * @param name see {@link PlanNode#name}
 * @param inputs collections it reads
 * @param view the id under which readers name it
 * @param model how its rows are indexed
 */
public record ViewNode(String id, String name, List<String> inputs, String view, ViewModel model)
    implements PlanNode {
  private static final String VIEW_OF = "View of ";

  /** Copies the list. */
  public ViewNode {
    inputs = List.copyOf(inputs);
  }

  /** Returns the name of a view of a collection that users know by a name. */
  public static String nameFor(String collection) {
    return VIEW_OF + collection;
  }

  /** Returns the name of the collection it is a view of. */
  public String collectionName() {
    return name.startsWith(VIEW_OF) ? name.substring(VIEW_OF.length()) : name;
  }

  @Override
  public List<String> outputs() {
    return List.of(view);
  }

  @Override
  public ViewNode withInputs(List<String> newInputs) {
    return new ViewNode(id, name, newInputs, view, model);
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.visitView(this);
  }
}
