"""The prompt: reads inputs, shows outcomes, decides nothing.

`app` is the interactive prompt, `piped` the same loop over a pipe; both give inputs to a `Session` and print what it
answers in the manner of the Wolfram text front end, `In[n]:=` and `Out[n]=`. `lexer` and `completer` colour and
complete what is typed. What an input means and when it is complete is left to the session and `syntax`.
"""
