/** The door for Java: starts, resumes and reads runs, counts networks, classifies images. */
package io.espalier.engine;
