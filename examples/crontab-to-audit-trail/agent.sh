#!/bin/sh
# Any program can serve a queue: the payload comes on its standard input, who it is working for in its environment.
echo "Attempt $GENIE_ATTEMPT on $GENIE_QUEUE: $(cat)"
