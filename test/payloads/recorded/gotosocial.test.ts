import { playRecording } from './play.ts'

playRecording('gotosocial')
