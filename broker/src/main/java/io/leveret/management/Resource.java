// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

/** A part of the API: some paths that belong together. */
interface Resource {

    /** Enters its paths. */
    void mount(Api api);
}
