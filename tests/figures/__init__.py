"""Every figure of the demo at one instant, as text: what pages, exports, wall and command line say.

Two checkouts say the same where their folders are the same: `diff -r`. It reads only what a person or a program gets,
so that code can be moved and renamed underneath.
"""
