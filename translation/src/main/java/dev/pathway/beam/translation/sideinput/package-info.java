// SPDX-License-Identifier: Apache-2.0
/** Side inputs that change while the job runs, and elements that wait. */
@NullMarked
package dev.pathway.beam.translation.sideinput;

import org.jspecify.annotations.NullMarked;
