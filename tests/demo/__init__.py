"""Tests of the played computers."""
