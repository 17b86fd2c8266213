// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.annotations;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says of a function that it may make something else of an element each time, since it draws lots,
 * looks at a clock or asks somebody: of a DoFn, a CombineFn, or the class of a function that is
 * given to MapElements and the like.
 *
 * <p>A job that runs with {@code --incremental} then remembers what the function has put out for
 * each element, for as long as the element is there. A CombineFn is given all of a group whenever
 * that changes.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface NonDeterministic {}
