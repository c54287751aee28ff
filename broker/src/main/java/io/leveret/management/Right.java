// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

/** Who may use a resource; everybody but {@link #OPEN} must have one of the four tags at least. */
enum Right {
    /** Nobody has to log in. */
    OPEN,
    MANAGEMENT,
    ADMINISTRATOR,
    MONITORING,
    /** Administrators, and who may open the virtual host that is named. */
    VIRTUAL_HOST,
    /** Those, and monitors. */
    VISIBLE_VIRTUAL_HOST,
    /** Administrators, and policymakers who may open the virtual host that is named. */
    POLICIES,
    /** Administrators and policymakers. */
    GLOBAL_PARAMETERS
}
