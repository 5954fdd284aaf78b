/** Views: tables of results, and the progress of runs. They compute nothing. */
package io.espalier.cli.show;
