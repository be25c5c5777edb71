"""The prompt: reads inputs, shows outcomes, decides nothing.

`app` is the interactive prompt, `piped` the same loop over a pipe; both give inputs to a `Session` and print what it
answers in the manner of the Wolfram text front end, `In[n]:=` and `Out[n]=`.
"""
