// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.annotations;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says of a function that it makes the same of an element each time, whatever else happens: of a
 * DoFn, a CombineFn, or the class of a function that is given to MapElements and the like.
 *
 * <p>A job that runs with {@code --incremental} then does not compare what the function takes back
 * with what it has put out, which saves some time and space. If it is not true, results are wrong
 * without notice.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Deterministic {}
